ALERT:C41("On Exit")
