#DECLARE($name : Text)
ALERT($name)
