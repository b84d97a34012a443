$a:=SVG_New(10; 10)
$b:=cs.NetKit.Google.new()

// args: check

// err: semantic/unavailable-component
// err: 
// err:   ⚠ `SVG_New` belongs to 4D SVG, which four does not have
// err:    ╭─[unavailable-component.4dm:1:5]
// err:  1 │ $a:=SVG_New(10; 10)
// err:    ·     ───────
// err:  2 │ $b:=cs.NetKit.Google.new()
// err:    ╰────
// err:   help: the line raises an error when it runs
// err: 
// err: semantic/unavailable-component
// err: 
// err:   ⚠ `cs.NetKit` would be a component, and none of this name is loaded
// err:    ╭─[unavailable-component.4dm:2:5]
// err:  1 │ $a:=SVG_New(10; 10)
// err:  2 │ $b:=cs.NetKit.Google.new()
// err:    ·     ────────────────
// err:  3 │ 
// err:    ╰────
// err:   help: what uses it raises an error when it runs
// err: 
// err: 1 file checked: 0 errors, 2 warnings
