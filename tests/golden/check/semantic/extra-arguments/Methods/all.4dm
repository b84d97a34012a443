#DECLARE($first : Text)
ALERT($first+String(Count parameters))
