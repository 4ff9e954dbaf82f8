import CloudJSON
import HTTPTypes

/// What a request came to.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPFields
    var body: JSON

    /// The first fault's code and detail.
    var code: String? { body["errors"]?.array?.first?["code"]?.string }
    var detail: String { body["errors"]?.array?.first?["detail"]?.string ?? "" }
    var generation: Int64? { body["resource_provider_generation"]?.integer ?? body["generation"]?.integer }
}
