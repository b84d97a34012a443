property name : Text
