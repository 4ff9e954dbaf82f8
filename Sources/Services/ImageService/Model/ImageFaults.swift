import CloudCore

/// Glance's own words, which clients parse.
extension Fault {
    /// 404: not there, or not to be seen.
    static func noImage(_ id: String) -> Fault { notFound("No image found with ID \(id)") }

    /// 403: a rule says no.
    static func notAuthorized(_ rule: String) -> Fault {
        forbidden("You are not authorized to complete \(rule) action.")
    }

    /// 404: no such member of the image.
    static func noMember(_ member: String, of image: String) -> Fault {
        notFound("\(member) not found in the member list of the image \(image)")
    }

    /// 413: more than the configuration allows.
    static func tooMany(_ what: String, attempted: Int, maximum: Int) -> Fault {
        Fault(
            413,
            "The limit has been exceeded on the number of allowed image \(what)."
                + " Attempted: \(attempted), Maximum: \(maximum)"
        )
    }

    /// 413: a quota on sizes.
    static func overStorageQuota(_ size: Int64, remaining: Int64) -> Fault {
        Fault(
            413,
            "Image exceeds the storage quota: The size of the data \(size) will exceed the limit."
                + " \(remaining) bytes remaining."
        )
    }

    /// 410: somebody deleted the image meanwhile.
    static func goneDuringUpload(_ id: String) -> Fault {
        Fault(
            410,
            "Image \(id) could not be found after upload. The image may have been deleted during the upload.")
    }

    /// 400 in the words of Glance's schema check.
    static func mismatch(schema: String, _ reason: String) -> Fault {
        badRequest("Provided object does not match schema '\(schema)': \(reason)")
    }
}
