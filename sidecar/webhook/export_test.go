package webhook

import (
	"net"
	"net/http"
)

// CheckAddress is the check before an event is sent.
func CheckAddress(text string) error { return checkAddress(text, false) }

// Dialing returns a client that connects only to public addresses, with names resolved by the given resolver.
func Dialing(names *net.Resolver) *http.Client { return newClient(false, names) }
