import CloudCore
import CloudHTTP
import HTTPTypes

/// `/v3/OS-SIMPLE-CERT` and `/v3/auth/tokens/OS-PKI/revoked` (Identity API v3, extensions "OS-SIMPLE-CERT" and
/// "OS-PKI"): gone with the tokens that they served; of the second Keystone says it by 403, to everybody.
struct SimpleCertificatesAPI: Sendable {
    var routes: [Route] {
        ["ca", "certificates"].map { name in
            Route.get("/v3/OS-SIMPLE-CERT/\(name)", "-") { _ in
                throw Fault(410, "This API is no longer available due to the removal of support for PKI tokens.")
            }.open()
        } + [
            Route.get("/v3/auth/tokens/OS-PKI/revoked", "-") { _ in
                throw Fault.forbidden("You are not authorized to perform the requested action.")
            }.open()
        ]
    }
}
