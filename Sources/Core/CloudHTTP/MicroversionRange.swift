package import HTTPTypes

/// The microversions that a service understands, and how a request names one (API-SIG: microversion specification).
package struct MicroversionRange: Sendable {
    /// The name in `OpenStack-API-Version: compute 2.79`.
    package var serviceType: String
    package var minimum: Microversion
    package var maximum: Microversion
    /// An older header of this service that is understood too.
    package var legacyHeader: HTTPField.Name?

    package init(
        _ serviceType: String, _ minimum: Microversion, _ maximum: Microversion, legacyHeader: HTTPField.Name? = nil
    ) {
        self.serviceType = serviceType
        self.minimum = minimum
        self.maximum = maximum
        self.legacyHeader = legacyHeader
    }

    /// The version that the request asks for; the minimum when it asks for none.
    /// - Throws: `MicroversionRefused`.
    package func version(for headers: HTTPFields) throws -> Microversion {
        guard let asked = asked(headers) else { return minimum }
        if asked.lowercased() == "latest" { return maximum }
        guard let version = Microversion(asked) else {
            throw MicroversionRefused.malformed(asked)
        }
        guard version >= minimum, version <= maximum else {
            throw MicroversionRefused.unsupported(version, self)
        }
        return version
    }

    private func asked(_ headers: HTTPFields) -> String? {
        for value in headers[values: .microversion] {
            for item in value.split(separator: ",") {
                let words = item.split(separator: " ")
                if words.count == 2, words[0].lowercased() == serviceType { return String(words[1]) }
            }
        }
        return legacyHeader.flatMap { headers[$0] }
    }
}
