package api

import (
	"net/url"
	"testing"
)

func TestAddressesAreWrittenAsBrowsersDo(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://app.example.com":                        "https://app.example.com/",
		"https://app.example.com/ü b":                    "https://app.example.com/%C3%BC%20b",
		"https://app.example.com/a b?c d=ü#e ß":          "https://app.example.com/a%20b?c%20d=%C3%BC#e%20%C3%9F",
		`https://app.example.com/"<>?"<>#"<>`:            "https://app.example.com/%22%3C%3E?%22%3C%3E#%22%3C%3E",
		"https://app.example.com/?b=1;c&flag&a=%&d=%zz'": "https://app.example.com/?b=1;c&flag&a=%&d=%zz'",
		"https://app.example.com?x=a|b[c]{d}^~*!(e)\\":   "https://app.example.com/?x=a|b[c]{d}^~*!(e)\\",
		"https://app.example.com#x":                      "https://app.example.com/#x",
		"HTTPS://App.Example.COM:443/A":                  "https://app.example.com/A",
		"http://localhost:0080/":                         "http://localhost/",
		"http://localhost:":                              "http://localhost/",
		"https://Bücher.example/":                        "https://xn--bcher-kva.example/",
		"https://faß.example/":                           "https://xn--fa-hia.example/",
		"http://[0:0:0:0:0:0:0:1]:3000/x":                "http://[::1]:3000/x",
		"http://127.0.0.1:3000":                          "http://127.0.0.1:3000/",
		"https://app.example.com/%41?%41":                "https://app.example.com/%41?%41",
		"https://app.example.com/日本":                     "https://app.example.com/%E6%97%A5%E6%9C%AC",
		"https://app.example.com/ ":                      "https://app.example.com/",
		"https://app.example.com/a%00":                   "https://app.example.com/a%00",
	} {
		got, ok := parseAddress(given)
		if trimmed := got.String(); !ok || trimmed != want {
			t.Errorf("%q: %q %v", given, trimmed, ok)
		}
	}
}

// An app's query is its own: what we add comes after it.
func TestQueryIsKept(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://a.test/x":                              "https://a.test/x?error=E",
		"https://a.test/x?":                             "https://a.test/x?error=E",
		"https://a.test/x?b=1;c&flag&a=%":               "https://a.test/x?b=1;c&flag&a=%&error=E",
		"https://a.test/x?z=1&a=2&z=3&&=&e%20+=%2B":     "https://a.test/x?z=1&a=2&z=3&&=&e%20+=%2B&error=E",
		"https://a.test/x?a=b=c&d==&e?f=/g:h@":          "https://a.test/x?a=b=c&d==&e?f=/g:h@&error=E",
		"https://a.test/x#top":                          "https://a.test/x?error=E#top",
		"https://a.test/x?a=1&b#/route?c=d":             "https://a.test/x?a=1&b&error=E#/route?c=d",
		"https://a.test/#":                              "https://a.test/?error=E#",
		"/x?flag":                                       "/x?flag&error=E",
		"myapp://open?x":                                "myapp://open?x&error=E",
		"https://a.test/x?a=1&error=mine&%65rror=2&b=3": "https://a.test/x?a=1&b=3&error=E",
	} {
		if got := withQuery(given, url.Values{"error": {"E"}}); got != want {
			t.Errorf("%s: %s", given, got)
		}
		if got := withQuery(given, nil); got != given {
			t.Errorf("%s becomes %s", given, got)
		}
	}
}
