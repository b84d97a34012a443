ALERT("global: "+String(Error))
