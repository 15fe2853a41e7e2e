#!/bin/bash
# Health check of the API's container: exit 0 when /health answers 200. bash alone, since the image has no curl.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/${API_PORT:-8000}"
printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 5 _ status _ <&3
[ "$status" = 200 ]
