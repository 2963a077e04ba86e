package webhook

import (
	"net"
	"net/http"
)

// CheckAddress is what is checked before anything is sent.
func CheckAddress(text string) error { return checkAddress(text, false) }

// Dialing is the client that connects to public addresses only, with names from this resolver.
func Dialing(names *net.Resolver) *http.Client { return newClient(false, names) }
