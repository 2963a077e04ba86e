package captcha

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	timeLimit = 5 * time.Second
	maxAnswer = 64 << 10 // bytes
	maxToken  = 8 << 10  // bytes; those of the providers have 2 KB at most
)

// A Client asks the providers.
type Client struct {
	http  *http.Client
	limit time.Duration
}

// New returns a Client that connects with an HTTP client, and follows no redirect. limit is the time limit of a verification; 0 means five seconds.
func New(connect *http.Client, limit time.Duration) *Client {
	if limit == 0 {
		limit = timeLimit
	}
	own := *connect
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{&own, limit}
}

// Verify asks the provider whether a captcha was solved. secret is SecretKey in clear, and address the client's, or "". It
// returns an error if there is no clear answer.
func (c *Client) Verify(ctx context.Context, check *Check, secret, token, address string) (solved bool, err error) {
	p, err := check.provider()
	if err != nil {
		return false, err
	}
	if secret == "" {
		return false, errors.New("no secret key is set")
	}
	if len(token) > maxToken {
		return false, nil
	}
	ctx, done := context.WithTimeout(ctx, c.limit)
	defer done()
	out, err := p.request(ctx, check, secret, token, address)
	if err != nil {
		return false, errors.New("the address that verifies captchas is not valid")
	}
	in, err := c.http.Do(out)
	if err != nil {
		return false, fmt.Errorf("ask the captcha provider: %w", err)
	}
	defer func() { _ = in.Body.Close() }() // it is read, or not needed
	if in.StatusCode < 200 || in.StatusCode > 299 {
		return false, fmt.Errorf("the captcha provider answers %d", in.StatusCode)
	}
	var answer struct {
		Success *bool    `json:"success"`
		Score   *float64 `json:"score"`
	}
	if err := json.NewDecoder(io.LimitReader(in.Body, maxAnswer)).Decode(&answer); err != nil || answer.Success == nil {
		return false, errors.New("the captcha provider's answer is not understood")
	}
	return *answer.Success && (!p.scored || answer.Score == nil || *answer.Score >= check.MinScore), nil
}

func (p provider) request(ctx context.Context, check *Check, secret, token, address string) (*http.Request, error) {
	fields := map[string]string{"secret": secret, "response": token}
	if p.sited && check.SiteKey != "" {
		fields["sitekey"] = check.SiteKey
	}
	if address != "" {
		fields[p.address] = address
	}
	body, kind := []byte(nil), "application/json"
	if p.isJSON {
		var err error
		if body, err = json.Marshal(fields); err != nil {
			return nil, err
		}
	} else {
		form := url.Values{}
		for name, value := range fields {
			form.Set(name, value)
		}
		body, kind = []byte(form.Encode()), "application/x-www-form-urlencoded"
	}
	out, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	out.Header.Set("Content-Type", kind)
	out.Header.Set("Accept", "application/json")
	out.Header.Set("User-Agent", "neonauth")
	return out, nil
}
