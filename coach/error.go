package coach

import "errors"

// Kind sorts errors by what follows from them: what the person hears, and
// whether the same thing may be tried once more.
type Kind uint8

// The kinds of error. Everything that nobody gave a kind is Internal.
const (
	// Internal is our own fault, or the machine's. The log gets it whole, the
	// person only hears that we are sorry.
	Internal Kind = iota
	// Invalid is what the person said or sent and can put right; Hint tells how.
	Invalid
	// NotFound is what does not exist, or not as far as this person may see.
	NotFound
	// Conflict is what is so already, or what somebody else did first.
	Conflict
	// Forbidden is what the person's role does not allow.
	Forbidden
	// Transient may succeed when it is tried again later.
	Transient
)

// Error gives Err a kind. Op is where it happened, for the log. Hint is for the
// person: whole sentences, and nothing in them that is secret. All but Kind may
// be empty.
type Error struct {
	Kind Kind
	Hint string
	Op   string
	Err  error
}

func (e *Error) Error() string {
	text := e.Hint
	if e.Err != nil {
		text = e.Err.Error()
	}
	if e.Op == "" {
		return text
	}
	return e.Op + ": " + text
}

// Unwrap makes errors.Is and errors.As find what is behind it.
func (e *Error) Unwrap() error { return e.Err }

// KindOf finds the kind of an error, of itself or of one that it wraps.
func KindOf(err error) Kind {
	kinded, found := errors.AsType[*Error](err)
	if !found {
		return Internal
	}
	return kinded.Kind
}

// IsNotFound tells whether err says that there is no such thing.
func IsNotFound(err error) bool { return err != nil && KindOf(err) == NotFound }
