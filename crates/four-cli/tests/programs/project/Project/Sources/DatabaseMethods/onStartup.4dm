//%attributes = {"invisible":true}
ALERT:C41("On Startup")
