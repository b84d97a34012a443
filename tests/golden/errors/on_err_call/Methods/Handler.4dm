ALERT("handler: "+String(Error)+" "+Error method+" "+String(Error line)+" ["+Error formula+"] "+Last errors[0].message+" "+Call chain[0].name+" "+Call chain[1].name)
