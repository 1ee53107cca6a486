# Builds a static binary and puts it, with nothing else, into an image.
#
#   docker build -t pacer .
#   docker run --rm -it pacer try
#   docker run --env-file tokens -v pacer-data:/data -v ./config.yaml:/etc/pacer/config.yaml:ro -p 8080:8080 pacer
#
# "tokens" has one NAME=value a line (see "Slack and Discord" in README.md).
# In the configuration, "database" and "backups.folder" lie under /data and
# "http.listen" is :8080.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make dist && mkdir -p /out/data && cp "dist/pacer-linux-$(go env GOARCH)" /out/pacer

FROM scratch
COPY --from=build /out/pacer /usr/bin/pacer
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV HOME=/data XDG_DATA_HOME=/data SQLITE_TMPDIR=/data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/pacer"]
CMD ["serve", "--config", "/etc/pacer/config.yaml"]
