wssText:=4D.WebSocketServer.new(cs.Handler.new(); {path: "/text"})
wssBlob:=4D.WebSocketServer.new(cs.Handler.new(); {path: "/blob"; dataType: "blob"})
wssObject:=4D.WebSocketServer.new(cs.Handler.new(); New object("path"; "/object"; "dataType"; "object"))
wssRest:=4D.WebSocketServer.new(cs.Handler.new())

Say(wssText.path+" "+wssText.dataType)
Say(wssBlob.path+" "+wssBlob.dataType)
Say(wssObject.path+" "+wssObject.dataType)
Say("ready")
