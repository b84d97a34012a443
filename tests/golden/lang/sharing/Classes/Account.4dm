property balance : Real
property log:=[]

shared Class constructor($balance : Real)
	This.balance:=$balance

shared Function deposit($amount : Real)
	This.balance+=$amount
	This.log.push($amount)
