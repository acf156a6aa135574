# Stands in for the public image caddy:2 where no image can be pulled: Debian's Caddy, with that image's folders and command.
ARG BASE
FROM ${BASE}
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
COPY package/usr/bin/caddy /usr/bin/caddy
COPY caddy-wget.sh /usr/local/bin/wget
RUN mkdir -p /config/caddy /data/caddy /etc/caddy
WORKDIR /srv
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
