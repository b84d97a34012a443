ALERT(cs.Plain.me.name)
ALERT(cs.Single.me.name)

// args: check

// err: semantic/no-singleton
// err: 
// err:   ⚠ class `Plain` is no singleton: it has no `me`
// err:    ╭─[main.4dm:1:16]
// err:  1 │ ALERT(cs.Plain.me.name)
// err:    ·                ──
// err:  2 │ ALERT(cs.Single.me.name)
// err:    ╰────
// err:   help: write `singleton Class constructor` in the class, or make an object with `cs.Plain.new()`
// err: 
// err: 1 file checked: 0 errors, 1 warning
