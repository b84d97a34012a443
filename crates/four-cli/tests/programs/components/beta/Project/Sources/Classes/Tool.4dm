property name:="tool of beta"

singleton Class constructor
