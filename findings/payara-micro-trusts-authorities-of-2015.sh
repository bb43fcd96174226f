#!/usr/bin/env bash
# One would guess: a server in Java trusts the authorities that its JVM trusts (lib/security/cacerts), which the
#   distribution keeps up to date, and to which an operator adds the company's own.
# What happens: Payara Micro 6.2025.10 sets javax.net.ssl.trustStore at its boot to a list of its own, whose newest authority
#   is of October 2015 and some of whose have expired. Authorities of today are not on it, nor what the operator added.
# Why it matters here: calls to Spotify fail with "unable to find valid certification path" on a machine where curl and every
#   other program in Java get through. The runnable jar names the JVM's list before the server boots: a property that is
#   set is kept (the file is copied).
# Needs: a JDK 17 or newer, Maven. Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail
version=6.2025.10
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy "-Dartifact=fish.payara.extras:payara-micro:$version" \
  "-DoutputDirectory=$folder" -Dmdep.stripVersion=true
cat > "$folder/Probe.java" <<'JAVA'
import fish.payara.micro.PayaraMicro;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;

class Probe {
    public static void main(String... none) throws Exception {
        var out = System.out;
        var before = System.getProperty("javax.net.ssl.trustStore");
        PayaraMicro.getInstance().setNoHazelcast(true).setHttpAutoBind(true).setRootDir(new File(none[0])).bootStrap();
        var list = System.getProperty("javax.net.ssl.trustStore");
        var store = KeyStore.getInstance(new File(list), "changeit".toCharArray());
        var newest = new Date(0);
        var expired = 0;
        var all = new ArrayList<>(Collections.list(store.aliases()));
        for (var alias : all) {
            var one = (X509Certificate) store.getCertificate(alias);
            newest = one.getNotBefore().after(newest) ? one.getNotBefore() : newest;
            expired += one.getNotAfter().before(new Date()) ? 1 : 0;
        }
        var year = newest.toInstant().atZone(java.time.ZoneOffset.UTC).getYear();
        out.printf("RESULT before the boot: %s; after it: %s, %d authorities, the newest of %tF, %d expired%n",
                before, new File(list).getName(), all.size(), newest, expired);
        out.flush();
        Runtime.getRuntime().halt(before == null && year <= 2016 && expired > 0 ? 0 : 1);
    }
}
JAVA
status=0
java --add-opens java.base/jdk.internal.loader=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED \
  --add-opens java.base/sun.net.www.protocol.jar=ALL-UNNAMED --add-exports java.base/jdk.internal.ref=ALL-UNNAMED \
  -Djava.io.tmpdir="$folder" -cp "$folder/payara-micro.jar" "$folder/Probe.java" "$folder/root" > "$folder/out" 2> "$folder/log" || status=$?
echo "Payara Micro $version, Java $(java -version 2>&1 | head -1)"
grep '^RESULT' "$folder/out" || { tail -5 "$folder/log"; exit 1; }
exit "$status"
