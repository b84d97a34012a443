#DECLARE($formula : 4D.Function) : Text
Try
	$formula.call()
	return "no error"
Catch
	return String(Last errors[0].errCode)+" "+Last errors[0].message
End try
