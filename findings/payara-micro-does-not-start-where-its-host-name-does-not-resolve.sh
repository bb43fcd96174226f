#!/usr/bin/env bash
# One would guess: a server that is told to listen on 127.0.0.1, and to join no cluster, asks nobody what the machine's own
#   host name resolves to.
# What happens: Payara Micro describes itself while it starts, looks its host name up for that, and ends with an
#   UnknownHostException (InstanceDescriptorImpl) where nobody knows it, as in a chroot, a minimal container or a machine that
#   was renamed without its /etc/hosts.
# Why it matters here: the runnable jar is such a server, and says only that it did not start and to see the log. The remedy
#   is a line in /etc/hosts (servers.md).
# Seen with Payara Micro 6.2025.10 on OpenJDK 17: with a name that resolves it is ready, with another one it ends with 1.
# Needs: a JDK 17 or newer, Maven, Linux with unshare (util-linux), root or user namespaces. Exits with 0 while it is so, with
# 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=fish.payara.extras:payara-micro:6.2025.10 -DoutputDirectory=. -Dmdep.stripVersion=true
# Ends by itself where it does not start; else when it has said that it is ready
start() {
  unshare --user --map-root-user --uts sh -c '
    echo "$1" > /proc/sys/kernel/hostname
    timeout 120 java -Djava.io.tmpdir=. -jar payara-micro.jar --nohazelcast --disablephonehome --noCluster --autoBindHttp \
      --rootDir root > log 2>&1 & server=$!
    while kill -0 "$server" 2>/dev/null && ! grep -q "ready in" log; do sleep 0.2; done
    if grep -q "ready in" log; then kill "$server"; echo ready; else grep -o "UnknownHostException" log | head -1; fi
  ' sh "$1"
}
seen="localhost: $(start localhost), another name: $(start no-such-host-as-this-one)"
echo "$seen"
[ "$seen" = "localhost: ready, another name: UnknownHostException" ]
