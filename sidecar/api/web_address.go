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

// A webAddress is an http or https URL as browsers understand it (WHATWG), in parts.
type webAddress struct {
	origin string // scheme, host and port, in the form in which browsers send an Origin
	host   string // and the port
	rest   string // path, query and fragment as they came; what no URL may hold is percent-encoded
}

func (a webAddress) String() string { return a.origin + a.rest }

var (
	hostName = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$`)
	isNumber = regexp.MustCompile(`(^|\.)([0-9]+|0x[0-9a-f]*)\.?$`)
	punycode = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(), idna.StrictDomainName(false))
)

// parseAddress reads an absolute address. It refuses what is no URL, what has credentials or an invalid port, and what
// programs read in different ways: control characters, backslashes before the query, other forms of an IPv4 address,
// host names that contain an escape or that mean another name once they are mapped to ASCII.
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

// isPlain reports whether a text has no control characters and no broken UTF-8.
func isPlain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// parseHost reads host and port in their normal form. defaultPort is left out.
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

// parseName reads a host's name or IPv4 address. A name in other letters is converted to its ASCII form, unless they
// stand for ASCII letters and dots: such a name looks like another one.
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

// escape percent-encodes what no URL may hold, as browsers do. All else stays as it is, also a lone % or an odd query.
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

// withQuery appends parameters to an address, before its fragment. The query that it has stays byte for byte, but for
// parameters of the same names: a page must not take the app's for ours.
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
