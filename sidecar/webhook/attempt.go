package webhook

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/secret"
)

// maxAnswer is the maximum size of a response, in bytes.
const maxAnswer = 10 << 10

// An answer is the result of an attempt: status and body, or err.
type answer struct {
	status    int
	body      string
	err       error
	mayDiffer bool // another attempt may succeed
}

// attempt posts an event once.
func (s *Sender) attempt(ctx context.Context, db *branch.Database, event gen.EventRow, number int) answer {
	if err := checkAddress(event.URL, s.allowPrivate); err != nil {
		return answer{err: err}
	}
	body, err := complete(ctx, db, event)
	if err != nil {
		return answer{err: err, mayDiffer: true}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(event.TimeoutSeconds)*time.Second)
	defer cancel()
	out, err := http.NewRequestWithContext(ctx, http.MethodPost, event.URL, bytes.NewReader(body))
	if err != nil {
		return answer{err: errors.New("webhookUrl is not a valid URL")}
	}
	out.Header.Set("Content-Type", "application/json")
	out.Header.Set("User-Agent", "neonauth")
	out.Header.Set("X-Neon-Event-Type", event.Type)
	out.Header.Set("X-Neon-Event-Id", event.ID)
	out.Header.Set("X-Neon-Delivery-Attempt", strconv.Itoa(number))
	if err := sign(ctx, db, out.Header, body); err != nil {
		return answer{err: err, mayDiffer: true}
	}
	start := time.Now()
	got := s.post(out)
	if s.Observe != nil {
		s.Observe(got.status, time.Since(start))
	}
	return got
}

// complete returns the event's body. It inserts the code or link, which only the sidecar can decrypt.
func complete(ctx context.Context, db *branch.Database, event gen.EventRow) ([]byte, error) {
	if event.Sealed == nil {
		return event.Body, nil
	}
	plain, err := db.Open(ctx, secret.Mail, *event.Sealed)
	if err != nil {
		return nil, err
	}
	var body map[string]any
	if err := json.Unmarshal(event.Body, &body); err != nil {
		return nil, err
	}
	data, ok := body["event_data"].(map[string]any)
	if !ok {
		return nil, errors.New("the event has no event_data")
	}
	if event.Type == "send.otp" {
		data["otp_code"] = plain
		return json.Marshal(body)
	}
	link, err := url.Parse(plain)
	if err != nil {
		return nil, errors.New("the link is not a valid URL") // the error of url.Parse would contain the link
	}
	data["link_url"], data["token"] = plain, link.Query().Get("token")
	if data["token"] == "" {
		data["token"] = link.Path[strings.LastIndex(link.Path, "/")+1:]
	}
	return json.Marshal(body)
}

// sign adds the time of sending, and a detached JWS over time and body, signed with the branch's key.
func sign(ctx context.Context, db *branch.Database, header http.Header, body []byte) error {
	key, err := db.CurrentKey(ctx)
	if err != nil {
		return err
	}
	now := strconv.FormatInt(db.Now().UnixMilli(), 10)
	header.Set("X-Neon-Timestamp", now)
	header.Set("X-Neon-Signature", key.SignDetached([]byte(now+"."+base64.RawURLEncoding.EncodeToString(body))))
	header.Set("X-Neon-Signature-Kid", key.ID)
	return nil
}

// post sends the request and reads the response up to maxAnswer bytes.
func (s *Sender) post(out *http.Request) answer {
	in, err := s.client.Do(out)
	if err != nil {
		var outer *url.Error
		if errors.As(err, &outer) {
			err = outer.Err // without the URL, which may contain a token
		}
		return answer{err: err, mayDiffer: !errors.Is(err, errPrivate)}
	}
	defer func() { _ = in.Body.Close() }() // the body has been read as far as needed
	text, err := io.ReadAll(io.LimitReader(in.Body, maxAnswer+1))
	if err != nil {
		return answer{err: fmt.Errorf("read the response: %w", err), mayDiffer: true}
	}
	if len(text) > maxAnswer {
		return answer{err: errors.New("the response is longer than 10 KB")}
	}
	again := in.StatusCode >= 500 || in.StatusCode == http.StatusTooManyRequests || in.StatusCode == http.StatusRequestTimeout
	// Postgres text cannot hold NUL or invalid UTF-8.
	body := strings.ReplaceAll(strings.ToValidUTF8(string(text), "\ufffd"), "\x00", "\ufffd")
	return answer{status: in.StatusCode, body: body, mayDiffer: again}
}
