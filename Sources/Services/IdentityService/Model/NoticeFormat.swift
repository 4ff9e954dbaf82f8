/// How a change of a resource is written; sign-ins and role assignments are CADF in any case.
enum NoticeFormat: String, Sendable, CaseIterable {
    case cadf, basic
}
