package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// Two answers of Podman 4.3 are refused as a whole by the client, for the sake of fields that are of no interest here:
// the gateway of an internal network is no address but "<nil>", and the detach keys of an exec are no base64. These are
// asked for in our own words.

// networkItem is the part of GET /networks that is needed.
type networkItem struct {
	ID      string `json:"Id"`
	Name    string
	Created time.Time
	Labels  map[string]string
}

func listNetworks(ctx context.Context, api *client.Client, filters client.Filters) ([]networkItem, error) {
	term, err := json.Marshal(filters)
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	var items []networkItem
	err = get(ctx, api, "/networks", url.Values{"filters": {string(term)}}, &items)
	return items, err
}

// execState is the part of GET /exec/ID/json that is needed.
type execState struct {
	Running  bool
	ExitCode int
}

func inspectExec(ctx context.Context, api *client.Client, id string) (execState, error) {
	var st execState
	err := get(ctx, api, "/exec/"+id+"/json", nil, &st)
	return st, err
}

// get asks over a connection of the client's.
func get(ctx context.Context, api *client.Client, path string, query url.Values, answer any) error {
	if _, err := api.Ping(ctx, client.PingOptions{NegotiateAPIVersion: true}); err != nil {
		return err
	}
	dial := api.Dialer()
	transport := &http.Transport{
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
		DisableKeepAlives: true,
	}
	address := url.URL{
		Scheme: "http", Host: client.DummyHost, Path: "/v" + api.ClientVersion() + path, RawQuery: query.Encode(),
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), http.NoBody)
	if err != nil {
		return err
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return cerrdefs.ErrNotFound.WithMessage("no such object: " + path)
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("get %s: the engine answers %s", path, resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(answer); err != nil {
		return fmt.Errorf("get %s: %w", path, err)
	}
	return nil
}
