// Assertions: on by default, for all processes or one, and what they evaluate.

var $v : Variant

ALERT(String(Get assert enabled))
ASSERT(True; "holds")
Try(ASSERT(1=2))
ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
Try(ASSERT(1=2; "one is not two"))
ALERT(Last errors[0].message)
Try($v:=Asserted(1=2; "custom"))
ALERT(Last errors[0].message+" "+String(Undefined($v)))
ALERT(String(Asserted(2=2)))

// Turned off: ASSERT does not even look, Asserted still gives its value
SET ASSERT ENABLED(False)
ASSERT(never evaluated; "off")
ALERT(String(Asserted(1=2))+" "+String(Get assert enabled))
SET ASSERT ENABLED(True)
SET ASSERT ENABLED(False; *)
ASSERT(False)
ALERT(String(Get assert enabled))
SET ASSERT ENABLED(True; *)
ALERT(String(Get assert enabled))

// out: True
// out: -10518 Assert failed: 1=2
// out: Assert failed: one is not two
// out: Assert failed: custom True
// out: True
// out: False False
// out: False
// out: True
