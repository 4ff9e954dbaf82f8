import CloudHTTP
import HTTPTypes
import Testing

/// Where a user's token stands in a request, and whom of those in front is believed.
@Suite struct BearerTokenTests {
    @Test(arguments: [
        ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER   abc", "abc"), ("Bearer", nil), ("Bearer ", nil),
        ("Basic abc", nil), ("abc", nil), ("", nil),
    ])
    func authorization(_ value: String, _ token: String?) {
        #expect(Request(.get, "/", headers: [.authorization: value]).userToken == token)
    }

    @Test func ourOwnHeaderComesFirst() {
        let both = Request(.get, "/", headers: [.authToken: "ours", .authorization: "Bearer other"])
        #expect(both.userToken == "ours")
        let empty = Request(.get, "/", headers: [.authToken: "", .authorization: "Bearer other"])
        #expect(empty.userToken == "other")
        #expect(Request(.get, "/").userToken == nil)
    }

    @Test func onlyTrustedProxiesAreHeard() {
        let proxies = TrustedProxies(addresses: [" 10.0.0.1", "", "::1 "])
        func hears(_ address: String?, _ header: String = "X-Remote-User") -> String? {
            proxies.value(
                of: header, in: Request(.get, "/", headers: [.named("X-Remote-User"): "me"], remoteAddress: address))
        }
        #expect(hears("10.0.0.1") == "me" && hears("::1") == "me")
        #expect(hears("10.0.0.2") == nil && hears("") == nil && hears(nil) == nil)
        #expect(hears("::1", "X-Other") == nil && hears("::1", "") == nil)
        // No client speaks for a header that the operator has misspelt.
        let request = Request(.get, "/", headers: [.xContentTypeOptions: "admin"], remoteAddress: "::1")
        #expect(proxies.value(of: "REMOTE USER", in: request) == nil)
    }
}
