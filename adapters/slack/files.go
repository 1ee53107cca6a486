package slack

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"pacer/bot/chat"
)

// files make what was sent readable, with the team's token.
func (a *Adapter) files(t *team, all []sent) []chat.File {
	var out []chat.File
	for _, s := range all {
		out = append(out, chat.File{Name: s.name, Size: s.size, Open: func(ctx context.Context) (io.ReadCloser, error) {
			return a.download(ctx, t, s.url)
		}})
	}
	return out
}

// isSlacks tells whether a URL is one that may be shown the token: Slack's own,
// or of the server that the configuration puts in Slack's place.
func (a *Adapter) isSlacks(u *url.URL) bool {
	if api, err := url.Parse(a.APIURL); err == nil && u.Scheme == api.Scheme && u.Host == api.Host {
		return true
	}
	host := u.Hostname()
	return u.Scheme == "https" && u.Port() == "" && (host == "slack.com" || strings.HasSuffix(host, ".slack.com") || host == "files.slack-edge.com")
}

// download opens a file. The token goes to Slack alone; a redirect elsewhere is
// not followed.
func (a *Adapter) download(ctx context.Context, t *team, address string) (io.ReadCloser, error) {
	u, err := url.Parse(address)
	if err != nil || !a.isSlacks(u) {
		return nil, fmt.Errorf("slack: a file that is not on Slack's own server")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("slack: file: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+t.Token)
	client := *a.client
	client.Timeout = 0 // ctx bounds it: a large file takes longer than an answer
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if len(via) > 3 || !a.isSlacks(next.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("slack: file: %w", withoutAddress(err)) // it ends in the file's name, which is a person's words
	}
	// Without the scope files:read Slack answers with its page for signing in.
	page := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") && resp.Request.URL.Path != u.Path
	if resp.StatusCode != http.StatusOK || page {
		resp.Body.Close()
		return nil, fmt.Errorf("slack: file: answered %s; does the app have the scope files:read?", resp.Status)
	}
	return resp.Body, nil
}
