package bot

import (
	_ "embed"
	"strings"
	"sync"
)

// zonesText are the IANA zones that people live in, a name a line: those of the
// Go distribution's database, which time/tzdata embeds without saying their
// names. A test compares the two, and writes the file anew with -update.
//
//go:embed zones.txt
var zonesText string

var zoneNames = sync.OnceValue(func() []string { return strings.Fields(zonesText) })
