import CloudCore
import CloudJSON
import Testing

@testable import IdentityService

@Suite struct SignatureTests {
    private static func proof(_ name: String) throws -> EC2Proof {
        try EC2TokensAPI.ec2(#require(SignatureVectors.ec2[name]))
    }

    @Test(arguments: ["v1", "v2", "v2noport", "v4", "v4get", "v4query"])
    func vectors(_ name: String) throws {
        let proof = try Self.proof(name)
        #expect(proof.isSigned(by: SignatureVectors.secret))
        #expect(!proof.isSigned(by: SignatureVectors.secret + "x") && !proof.isSigned(by: ""))
        #expect(try proof.signedAt == Timestamp(SignatureVectors.moment))
        var changed = proof
        changed.parameters["Action"] = "TerminateInstances"
        // A POST of version 4 has its parameters in the body, whose digest is signed.
        changed.bodyHash += "0"
        #expect(!changed.isSigned(by: SignatureVectors.secret))
        for cut in [1, proof.signature.utf8.count] {
            var short = proof
            short.signature = String(proof.signature.dropLast(cut))
            #expect(!short.isSigned(by: SignatureVectors.secret))
        }
        var unknown = proof
        unknown.parameters["SignatureVersion"] = "3"
        #expect(!unknown.isSigned(by: SignatureVectors.secret))
    }

    @Test func hostAndMomentAreSigned() throws {
        for name in ["v2", "v4", "v4get", "v4query"] {
            var elsewhere = try Self.proof(name)
            elsewhere.host = "elsewhere"
            if elsewhere.headers["host"] != nil { elsewhere.headers["host"] = "elsewhere" }
            #expect(!elsewhere.isSigned(by: SignatureVectors.secret), "\(name)")
            var later = try Self.proof(name)
            for key in ["Timestamp", "X-Amz-Date"] where later.parameters[key] != nil {
                later.parameters[key] = "20261122T150405Z"
            }
            if later.headers["x-amz-date"] != nil { later.headers["x-amz-date"] = "20261122T150405Z" }
            #expect(!later.isSigned(by: SignatureVectors.secret), "\(name)")
        }
    }

    /// What a POST of version 4 has for parameters is not signed as such: its moment is in the string to sign.
    @Test(arguments: ["v4", "v4get", "v4query"]) func anUnsignedMomentCountsForNothing(_ name: String) throws {
        var replayed = try Self.proof(name)
        replayed.parameters["Timestamp"] = "2027-01-01T00:00:00Z"
        #expect(try replayed.signedAt == Timestamp(SignatureVectors.moment))
    }

    @Test(arguments: ["s3v2", "s3v4"]) func s3(_ name: String) throws {
        let proof = try EC2TokensAPI.s3(#require(SignatureVectors.s3[name]))
        #expect(proof.isSigned(by: SignatureVectors.secret) && !proof.isSigned(by: "other"))
        var other = proof
        other.stringToSign.append(0x20)
        #expect(!other.isSigned(by: SignatureVectors.secret))
        other.stringToSign = Array("AWS4-HMAC-SHA256\n1\n2/3/ec2/aws4_request\n4".utf8)
        #expect(!other.isSigned(by: SignatureVectors.secret))
    }

    @Test func momentsThatAreNone() throws {
        var proof = try Self.proof("v2")
        proof.parameters["Timestamp"] = "yesterday"
        #expect(throws: Fault.self) { try proof.signedAt }
        proof.parameters["Timestamp"] = nil
        #expect(try proof.signedAt == nil)
    }
}
