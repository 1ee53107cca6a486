package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"pacer/bot/chat"
)

// examineWithin is how long the server may take to answer to itself.
const examineWithin = 5 * time.Second

// Examine implements chat.Examiner: whether browsers can come in, and, by the
// address that they use, whether they reach us.
func (a *Adapter) Examine(ctx context.Context) []chat.Finding {
	switch {
	case a.origin == "":
		return []chat.Finding{{Grade: chat.Noted, Text: "opens on this machine alone, since http.url is empty: set it to the https address that people use"}}
	case !a.isSecure():
		return []chat.Finding{{Grade: chat.Faulty, Text: "nobody can come in but on this machine, since http.url begins with http: put a proxy with a certificate before Pacer, and write https"}}
	}
	at := a.origin + a.base + "/"
	if err := reach(ctx, at); err != nil {
		return []chat.Finding{{Grade: chat.Noted, Text: fmt.Sprintf("%s was not reached (%v): is pacer serve running, and does the proxy pass on %s/?", at, err, a.base)}}
	}
	return []chat.Finding{{Text: "is reached at " + at}}
}

// reach tells whether the web answers at an address.
func reach(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, examineWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("it answered %s", res.Status)
	}
	return nil
}
