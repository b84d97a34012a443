property left : Text
property left : Integer

Function left()

Function right()

Function right()

Function get sum() : Real

Function set sum($sum : Real)
