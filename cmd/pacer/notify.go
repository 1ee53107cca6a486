package main

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"
)

// notify tells systemd how the service is (sd_notify(3)); elsewhere it does
// nothing. The socket's name may be abstract, which "@" stands for.
func notify(getenv func(string) string, state string) error {
	socket := getenv("NOTIFY_SOCKET")
	if socket == "" {
		return nil
	}
	if name, ok := strings.CutPrefix(socket, "@"); ok {
		socket = "\x00" + name
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte(state))
	return errors.Join(err, conn.Close())
}

// watchdog tells systemd that the writer makes progress, as often as systemd
// wants to hear it; a writer that hangs is not spoken for.
func (s *service) watchdog(ctx context.Context) error {
	us, err := strconv.ParseInt(s.program.getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || us <= 0 {
		return nil // nobody watches
	}
	every := time.NewTicker(time.Duration(us) * time.Microsecond / 2)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
			probing, cancel := context.WithTimeout(ctx, readyWithin)
			err := s.store.Ping(probing)
			cancel()
			if err == nil {
				err = notify(s.program.getenv, "WATCHDOG=1")
			}
			if err != nil && ctx.Err() == nil {
				s.log.Warn("the watchdog was not told", "error", err)
			}
		}
	}
}
