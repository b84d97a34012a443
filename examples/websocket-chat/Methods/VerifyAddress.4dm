// Says whether a client from $address may join the chat: all but 127.0.0.2 may.
#DECLARE($address : Text) -> $welcome : Boolean

$welcome:=($address#"127.0.0.2")
