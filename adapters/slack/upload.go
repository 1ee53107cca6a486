package slack

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

const (
	uploadFor = 8 * time.Second
	// settling is how long after its upload a file may still be unknown to who
	// posts it: Slack ends an upload in its own time.
	settling = 20 * time.Second
	settled  = 2 * time.Second // after which it is worth another try
	// uploadAgain is when a picture that could not be uploaded is tried again.
	uploadAgain = time.Minute
)

// uploaded is a picture that a team has got.
type uploaded struct {
	id      string // empty: the team does not show it
	at      time.Time
	retryAt time.Time // when an upload that failed may be tried again
}

// drawable are the pictures that image blocks show.
// https://docs.slack.dev/reference/block-kit/blocks/image-block
var drawable = map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}

// prepare renders a message for a team. Its pictures are uploaded before, unless
// the team has them; where one cannot be, its words stand.
func (a *Adapter) prepare(ctx context.Context, api *slack.Client, team string, m chat.Message) rendering {
	return render(m, maxBlocks, func(part int) string {
		return a.upload(ctx, api, team, m.Parts[part].Picture)
	})
}

// upload makes sure that a team has a picture and returns the ID of its file,
// or nothing when it cannot be had.
func (a *Adapter) upload(ctx context.Context, api *slack.Client, team string, p *chat.Picture) string {
	if len(p.Data) == 0 {
		return ""
	}
	ending, ok := drawable[http.DetectContentType(p.Data)]
	if !ok {
		return ""
	}
	key := a.fileKey(team, p)
	known := func() (string, bool) {
		f, ok := a.show.files.get(key)
		return f.id, ok && (f.id != "" || a.Now().Before(f.retryAt))
	}
	if id, ok := known(); ok {
		return id
	}
	id, err := once(ctx, &a.show.uploads, key, func(ctx context.Context) (string, error) {
		if id, ok := known(); ok {
			return id, nil
		}
		return a.uploadNow(ctx, api, team, key, p, ending)
	})
	if err != nil {
		a.Log.WarnContext(ctx, "upload a picture", "team", team, "error", withoutAddress(err))
	}
	return id
}

func (a *Adapter) uploadNow(ctx context.Context, api *slack.Client, team, key string, p *chat.Picture, ending string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, uploadFor)
	defer cancel()
	var id string
	err := a.show.gates.pass(ctx, team+" files", a.Now, func(ctx context.Context) error {
		to, err := api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
			FileName: "picture" + ending, FileSize: len(p.Data), AltTxt: altText(p),
		})
		if err != nil {
			return fmt.Errorf("slack files.getUploadURLExternal: %w", err)
		}
		if err := a.put(ctx, team, to.UploadURL, "picture"+ending, p.Data); err != nil {
			return err
		}
		id = to.FileID
		_, err = api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
			Files: []slack.FileSummary{{ID: id, Title: shorten(chat.Visible(p.Alt), maxCaption)}},
		})
		if err != nil {
			return fmt.Errorf("slack files.completeUploadExternal: %w", err)
		}
		return nil
	})
	if err != nil {
		a.show.files.put(key, uploaded{retryAt: a.Now().Add(uploadAgain)})
		return "", err
	}
	a.show.files.put(key, uploaded{id: id, at: a.Now()})
	return id, nil
}

// put sends a file to the address that Slack gave for it. slack-go's UploadToURL
// ends its body twice, which only some servers overlook.
// https://docs.slack.dev/messaging/working-with-files/#upload
func (a *Adapter) put(ctx context.Context, id, address, name string, data []byte) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return err
	}
	if _, err := part.Write(data); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, &body)
	if err != nil {
		return fmt.Errorf("slack: upload: %w", withoutAddress(err))
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	if a.isSlacks(req.URL) {
		t, err := a.team(ctx, id)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+t.Token)
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return fmt.Errorf("slack: upload: %w", withoutAddress(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("slack: upload: answered %s", resp.Status)
	}
	return nil
}

// fileKey names a picture of a team by its content.
func (a *Adapter) fileKey(team string, p *chat.Picture) string {
	sum := sha256.Sum256(p.Data)
	return team + " " + string(sum[:])
}

// blames makes of an error that refuses the blocks of a message one after which
// it is worth another try, where a picture is to blame: a file may not be ready
// yet; one that should be is not shown again, so that its words stand.
func (a *Adapter) blames(team string, m chat.Message, err error) error {
	if codeOf(err) != "invalid_blocks" {
		return err
	}
	blamed := false
	for _, p := range m.Parts {
		if p.Picture == nil {
			continue
		}
		key := a.fileKey(team, p.Picture)
		known, ok := a.show.files.get(key)
		switch {
		case !ok || known.id == "":
		case a.Now().Sub(known.at) < settling:
			return &chat.DeliveryError{Retry: settled, Err: err}
		default:
			a.show.files.put(key, uploaded{retryAt: a.Now().Add(24 * time.Hour)})
			blamed = true
		}
	}
	if !blamed {
		return err
	}
	return &chat.DeliveryError{Err: err}
}
