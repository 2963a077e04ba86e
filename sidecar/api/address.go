package api

import (
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// clientAddress returns the address that a request's limits apply to. It starts at the peer and follows X-Forwarded-For
// from the right, since each trusted proxy appends its own peer. It ends at the first address that is not a trusted proxy,
// or before one that is not readable. It is empty only if the peer has no IP address. IPv6 addresses are cut to their /64,
// which is one subscriber.
func (s *Server) clientAddress(in *http.Request) string {
	if client := s.clientIP(in); client.IsValid() {
		return normalAddress(client)
	}
	return ""
}

// clientIP returns that address in full.
func (s *Server) clientIP(in *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(in.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := peer.Addr()
	forwarded := strings.Split(strings.Join(in.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(forwarded) {
		if !s.isProxy(client) {
			break
		}
		next, ok := parseHop(hop)
		if !ok {
			break
		}
		client = next
	}
	return client.Unmap().WithZone("")
}

// recordedAddress returns the client's address for sessions and the audit log. As in the reference, it is empty if a
// trusted proxy, such as the app's server on this host, forwards no address.
func (s *Server) recordedAddress(in *http.Request) string {
	peer, err := netip.ParseAddrPort(in.RemoteAddr)
	if err != nil || s.isProxy(peer.Addr()) && len(in.Header.Values("X-Forwarded-For")) == 0 {
		return ""
	}
	return s.clientAddress(in)
}

func (s *Server) isProxy(address netip.Addr) bool {
	address = address.Unmap().WithZone("") // prefixes never contain addresses with a zone
	return slices.ContainsFunc(s.TrustedProxies, func(network netip.Prefix) bool { return network.Contains(address) })
}

// parseHop parses one entry of X-Forwarded-For. Proxies write addresses with a port, in brackets, in quotes, or in a
// combination. Names, RFC 7239's "unknown" and "_hidden", and empty entries are not addresses.
func parseHop(hop string) (netip.Addr, bool) {
	hop = strings.TrimSpace(hop)
	if inner, ok := strings.CutPrefix(hop, `"`); ok {
		if hop, ok = strings.CutSuffix(inner, `"`); !ok {
			return netip.Addr{}, false
		}
	}
	host, port := hop, ""
	if inner, ok := strings.CutPrefix(hop, "["); ok {
		if host, port, ok = strings.Cut(inner, "]"); !ok || !strings.Contains(host, ":") {
			return netip.Addr{}, false
		}
	} else if strings.Count(hop, ":") == 1 { // two or more: IPv6
		host, port = hop[:strings.IndexByte(hop, ':')], hop[strings.IndexByte(hop, ':'):]
	}
	if port != "" {
		if _, err := strconv.ParseUint(strings.TrimPrefix(port, ":"), 10, 16); err != nil || port[0] != ':' {
			return netip.Addr{}, false
		}
	}
	address, err := netip.ParseAddr(host)
	return address, err == nil
}

// normalAddress returns an address in a normal form: no IPv4-mapped IPv6, no zone, IPv6 expanded and cut.
func normalAddress(address netip.Addr) string {
	address = address.Unmap().WithZone("")
	if address.Is4() {
		return address.String()
	}
	network, err := address.Prefix(64)
	if err != nil {
		return ""
	}
	return network.Addr().StringExpanded()
}
