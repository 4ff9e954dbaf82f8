import CloudHTTP
import HTTPTypes

extension ImageRole {
    /// The whole API on one screen.
    static func routes(
        _ images: ImageAPI, _ files: ImageFileAPI, _ members: MemberAPI, _ tags: TagAPI, _ discovery: DiscoveryAPI
    ) -> [Route] {
        [
            Route.get("/", "-", discovery.choices).open(),
            Route.get("/versions", "-", discovery.versions).open(),
            Route.get("/v2", "-", discovery.choices).open(),
            Route.get("/v2/versions", "-", discovery.versions).open(),

            .get("/v2/images", "get_images", images.list),
            .post("/v2/images", "add_image", body: ImageSchema.image, images.create),
            .get("/v2/images/{image_id}", "get_image", images.show),
            .patch("/v2/images/{image_id}", "modify_image", images.update),
            .delete("/v2/images/{image_id}", "delete_image", images.delete),
            .post("/v2/images/{image_id}/actions/deactivate", "deactivate", images.deactivate),
            .post("/v2/images/{image_id}/actions/reactivate", "reactivate", images.reactivate),

            .put("/v2/images/{image_id}/file", "upload_image", files.upload),
            .get("/v2/images/{image_id}/file", "download_image", files.download),
            .put("/v2/images/{image_id}/stage", "upload_image", files.stage),
            .post("/v2/images/{image_id}/import", "upload_image", body: ImageFileAPI.importing, files.importStaged),

            .get("/v2/images/{image_id}/members", "get_members", members.list),
            .post("/v2/images/{image_id}/members", "add_member", members.add),
            .get("/v2/images/{image_id}/members/{member_id}", "get_member", members.show),
            .put("/v2/images/{image_id}/members/{member_id}", "modify_member", members.update),
            .delete("/v2/images/{image_id}/members/{member_id}", "delete_member", members.remove),

            .put("/v2/images/{image_id}/tags/{tag}", "modify_image", tags.add),
            .delete("/v2/images/{image_id}/tags/{tag}", "modify_image", tags.remove),

            .get("/v2/schemas/image", "-") { _ in .json(.ok, SchemaDocuments.image) },
            .get("/v2/schemas/images", "-") { _ in .json(.ok, SchemaDocuments.images) },
            .get("/v2/schemas/member", "-") { _ in .json(.ok, SchemaDocuments.member) },
            .get("/v2/schemas/members", "-") { _ in .json(.ok, SchemaDocuments.members) },
            .get("/v2/info/import", "-", discovery.importMethods),
            .get("/v2/info/stores", "-", discovery.stores),
            .get("/v2/info/stores/detail", "stores_info_detail", discovery.storesInDetail),
            .get("/v2/info/usage", "get_images", discovery.usage),
        ]
    }
}
