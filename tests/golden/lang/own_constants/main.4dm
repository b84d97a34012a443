// Constants of the project: XLIFF files of the type x-4DK# in Resources and in its folders of languages
ALERT(String(colour of fire)+" "+String(colour of water)+" "+String(share of air)+" "+String(colour of night))
ALERT(name of earth+" "+colour of smoke)
ALERT(String(Value type(name of earth)=Is text)+" "+String(Value type(colour of fire)=Is real))

// What is built in stays what it is; case does not count
ALERT(String(Is text)+" "+String(Colour Of Fire))

// In formulas too
ALERT(String(Formula from string("colour of water+1").call())+" "+Formula(colour of smoke).source)

// out: 16711680 255 0.5 1
// out: 12 grey & blue
// out: True True
// out: 2 16711680
// out: 256 colour of smoke
