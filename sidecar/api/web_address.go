package api

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// A webAddress is an http or https URL as parsed by browsers (WHATWG).
type webAddress struct {
	origin string // scheme, host and port, in the form of a browser's Origin header
	host   string // host and port
	rest   string // path, query and fragment unchanged, with characters not allowed in URLs percent-encoded
}

func (a webAddress) String() string { return a.origin + a.rest }

var (
	hostName = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$`)
	isNumber = regexp.MustCompile(`(^|\.)([0-9]+|0x[0-9a-f]*)\.?$`)
	punycode = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(), idna.StrictDomainName(false))
)

// parseAddress parses an absolute address. It rejects invalid URLs, credentials and invalid ports, and everything that
// programs parse in different ways: control characters, backslashes before the query, other forms of an IPv4 address, and
// host names that contain an escape or map to a different ASCII name.
func parseAddress(address string) (webAddress, bool) {
	scheme, after, ok := strings.Cut(strings.Trim(address, " "), "://")
	scheme = strings.ToLower(scheme)
	if !ok || scheme != "http" && scheme != "https" || !isPlain(address) {
		return webAddress{}, false
	}
	end := strings.IndexAny(after, "/?#")
	if end < 0 {
		end = len(after)
	}
	host, ok := parseHost(after[:end], map[string]uint64{"http": 80, "https": 443}[scheme])
	path, _, _ := strings.Cut(after[end:], "?")
	if !ok || strings.HasPrefix(address, " ") || strings.Contains(path, `\`) {
		return webAddress{}, false
	}
	rest := escape(after[end:])
	if !strings.HasPrefix(rest, "/") {
		rest = "/" + rest
	}
	return webAddress{scheme + "://" + host, host, rest}, true
}

// isPlain reports whether a text has no control characters and no invalid UTF-8.
func isPlain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// parseHost returns host and port in normal form, without the default port.
func parseHost(authority string, defaultPort uint64) (host string, ok bool) {
	host, port := authority, ""
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.HasSuffix(authority, "]") {
		host, port = authority[:i], authority[i+1:]
	}
	if inner, isIPv6 := strings.CutPrefix(host, "["); isIPv6 {
		address, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		if err != nil || !address.Is6() || address.Zone() != "" || !strings.HasSuffix(inner, "]") {
			return "", false
		}
		host = "[" + address.String() + "]"
	} else if host, ok = parseName(host); !ok {
		return "", false
	}
	if port == "" {
		return host, true
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 {
		return "", false
	}
	if number != defaultPort {
		host += ":" + strconv.FormatUint(number, 10)
	}
	return host, true
}

// parseName parses a host name or IPv4 address. It converts international names to ASCII, unless they contain characters
// that stand for ASCII letters or dots: such a name imitates another one.
func parseName(name string) (string, bool) {
	name = strings.ToLower(name)
	ascii := name
	if strings.ContainsFunc(name, func(c rune) bool { return c >= utf8.RuneSelf }) {
		var err error
		if ascii, err = punycode.ToASCII(name); err != nil {
			return "", false
		}
		if back, err := punycode.ToUnicode(ascii); err != nil || back != name {
			return "", false
		}
	}
	if !hostName.MatchString(ascii) {
		return "", false
	}
	if isNumber.MatchString(ascii) {
		if address, err := netip.ParseAddr(ascii); err != nil || !address.Is4() {
			return "", false
		}
	}
	return ascii, true
}

// escape percent-encodes characters that are not allowed in URLs, like browsers do. Everything else stays unchanged, also a
// lone % or an unusual query.
func escape(rest string) string {
	var out strings.Builder
	for i := range len(rest) {
		switch c := rest[i]; {
		case c == ' ', c == '"', c == '<', c == '>', c >= utf8.RuneSelf:
			out.WriteByte('%')
			out.WriteString(strings.ToUpper(strconv.FormatUint(uint64(c)+0x100, 16)[1:]))
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

// withQuery appends parameters to an address, before its fragment. The existing query stays byte for byte, except for
// parameters with the same names, which a page could mistake for the appended ones.
func withQuery(address string, more url.Values) string {
	if len(more) == 0 {
		return address
	}
	address, fragment, hasFragment := strings.Cut(address, "#")
	path, query, _ := strings.Cut(address, "?")
	var kept []string
	for _, pair := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if !more.Has(name) && query != "" {
			kept = append(kept, pair)
		}
	}
	address = path + "?" + strings.Join(append(kept, more.Encode()), "&")
	if hasFragment {
		address += "#" + fragment
	}
	return address
}
