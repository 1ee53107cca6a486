//go:build unix

package sqlite

import (
	"errors"
	"os"
	"syscall"
)

// lock makes the database this process's. The kernel lets go of it when the
// process ends, however it ends, so that a restart never waits.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, hint(path, "its lock file cannot be made", "give this user the right to write in its folder", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, hint(path, "another Pacer is using it", "stop that one first, or use another file", nil)
		}
		return nil, hint(path, "it cannot be locked", "move it to a local disk", err)
	}
	return f.Close, nil
}

// lockShared holds the lock of a database together with others who only read,
// unless a process writes it.
func lockShared(path string) (unlock func() error, ok bool) {
	f, err := os.Open(path + ".lock")
	if err != nil {
		return nil, false
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, false
	}
	return f.Close, true
}
