ALERT:C41("port "+String:C10(WEB Server:C1674.HTTPPort))
