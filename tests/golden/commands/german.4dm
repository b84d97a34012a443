// The region decides how dates, times and numbers are written and read.
// args: --locale de_DE.UTF-8

var $text : Text
ALERT(String(!2006-12-29!))
ALERT(String(!2006-12-29!; System date long))
ALERT(String(!2006-12-29!; Internal date long)+" / "+String(!2006-12-29!; Internal date abbreviated))
ALERT(String(!2006-12-29!; "EEEE, MMM dd yyyy"))
ALERT(String(!2006-12-29!; ISO date))
ALERT(String(1234.5)+" "+String(1234567.891; "###,###,##0.00")+" "+String(0.5; "&xml"))
ALERT(String(Num("1.234,5")))
ALERT(String(Date("3.4.2024"); "yyyy-MM-dd"))
GET SYSTEM FORMAT(Decimal separator; $text)
ALERT($text)
GET SYSTEM FORMAT(System date short pattern; $text)
ALERT($text)
ALERT(JSON Stringify({n: 1.5; d: !2006-12-29!}))
ALERT(Get database localization(User system localization))

// out: 29.12.2006
// out: Freitag, 29. Dezember 2006
// out: 29. Dezember 2006 / 29. Dez. 2006
// out: Freitag, Dez. 29 2006
// out: 2006-12-29T00:00:00
// out: 1234,5 1.234.567,89 0.5
// out: 1234,5
// out: 2024-04-03
// out: ,
// out: dd.MM.yyyy
// out: {"n":1.5,"d":"2006-12-29"}
// out: de
