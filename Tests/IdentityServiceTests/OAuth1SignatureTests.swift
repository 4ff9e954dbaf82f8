import Testing

@testable import IdentityService

/// Signatures against the examples of RFC 5849.
@Suite struct OAuth1SignatureTests {
    private func request(
        _ method: String, _ url: String, _ parameters: [(String, String)], _ header: String
    ) throws -> OAuth1Request {
        try OAuth1Request(
            RequestEvidence(
                method: method, url: url, parameters: parameters.map { (name: $0.0, value: $0.1) },
                authorization: header))
    }

    /// Section 3.4.1.1.
    @Test func baseString() throws {
        let signed = try request(
            "post", "http://EXAMPLE.com:80/request",
            [("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("c2", ""), ("a3", "2 q")],
            """
            OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7", \
            oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a", \
            oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"
            """)
        #expect(
            signed.baseString == """
                POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%25\
                40%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_metho\
                d%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7
                """)
        #expect(!signed.isSigned(consumerSecret: "j49sk3j29djd", tokenSecret: "dh893hdasih9x"))
    }

    /// Section 1.2: the request for the photo.
    @Test func signature() throws {
        func photo(_ signature: String, size: String = "original") throws -> OAuth1Request {
            try request(
                "GET", "http://photos.example.net/photos", [("file", "vacation.jpg"), ("size", size)],
                """
                OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", \
                oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", \
                oauth_signature="\(signature)"
                """)
        }
        let right = "MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"
        let secrets = ("kd94hf93k423kf44", "pfkkdhi9sl3r4s00")
        #expect(try photo(right).isSigned(consumerSecret: secrets.0, tokenSecret: secrets.1))
        #expect(try !photo(right, size: "small").isSigned(consumerSecret: secrets.0, tokenSecret: secrets.1))
        #expect(try !photo(right).isSigned(consumerSecret: secrets.0, tokenSecret: "other"))
        #expect(try !photo("").isSigned(consumerSecret: secrets.0, tokenSecret: secrets.1))
        #expect(try !photo("MdpQ").isSigned(consumerSecret: secrets.0, tokenSecret: secrets.1))
        #expect(try !photo("%FF%00x").isSigned(consumerSecret: secrets.0, tokenSecret: secrets.1))
    }

    @Test func malformedHeaders() {
        for header in ["", "Basic x", "OAuth", "OAuth a", "OAuth a=b", "OAuth a=\"", "Bearer a=\"b\""] {
            #expect(throws: (any Error).self) { try request("POST", "http://x/y", [], header) }
        }
        #expect(throws: (any Error).self) {
            try request("POST", "http://x/y", [("oauth_token", "b")], "OAuth oauth_token=\"a\"")
        }
    }
}
