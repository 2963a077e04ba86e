// Package captcha verifies captchas with Cloudflare Turnstile, Google reCAPTCHA, hCaptcha and CaptchaFox.
package captcha

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Check is what the settings say: which endpoints ask for a captcha, and who verifies it.
type Check struct {
	Provider  string   `json:"provider"`
	SecretKey string   `json:"secretKey"` // sealed, or in clear
	SiteKey   string   `json:"siteKey"`
	MinScore  float64  `json:"minScore"`
	URL       string   `json:"url"` // instead of the provider's; empty: none
	Endpoints []string `json:"endpoints"`
}

// Parse reads settings, as captcha_option in SQL returns them.
func Parse(text string) (*Check, error) {
	c := &Check{}
	return c, json.Unmarshal([]byte(text), c)
}

// Guards reports whether a path asks for a captcha. An entry that is a path guards exactly that path. Another one guards all
// paths below it, and * stands for any text: an entry must not silently guard nothing. isPath reports whether a path is one
// of the API.
func (c *Check) Guards(path string, isPath func(string) bool) bool {
	return slices.ContainsFunc(c.Endpoints, func(entry string) bool {
		switch {
		case entry == path:
			return true
		case strings.Contains(entry, "*"):
			return matches(entry, path)
		}
		return !isPath(entry) && strings.HasPrefix(path, strings.TrimSuffix(entry, "/")+"/")
	})
}

func matches(pattern, path string) bool {
	expression := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*")
	matched, err := regexp.MatchString("^(?:"+expression+")$", path)
	return err != nil || matched
}

// A provider is where and how to ask.
type provider struct {
	url     string
	isJSON  bool
	address string // name of the parameter with the client's address
	scored  bool   // a response without a sufficient score is a refusal
	sited   bool   // it takes the site key
}

var providers = map[string]provider{
	"cloudflare-turnstile": {url: "https://challenges.cloudflare.com/turnstile/v0/siteverify", isJSON: true, address: "remoteip"},
	"google-recaptcha":     {url: "https://www.google.com/recaptcha/api/siteverify", address: "remoteip", scored: true},
	"hcaptcha":             {url: "https://api.hcaptcha.com/siteverify", address: "remoteip", sited: true},
	"captchafox":           {url: "https://api.captchafox.com/siteverify", address: "remoteIp", sited: true},
}

func (c *Check) provider() (provider, error) {
	p, ok := providers[c.Provider]
	if !ok {
		return p, fmt.Errorf("no captcha provider is called %q", c.Provider)
	}
	if c.URL != "" {
		p.url = c.URL
	}
	return p, nil
}
