/**
 * User names that nobody may take: they would clash with routes of the API or of a web client, pose as the site
 * itself, or are what front ends send when they have no name.
 */
export const reservedNames: ReadonlySet<string> = new Set(
  `about account accounts admin administrator anonymous api app assets auth avatar billing blog c channel channels
  comment comments contact cover-image current-user dashboard delete docs edit email explore favicon.ico feed files
  followers following forgot-password health healthcheck help history home hot index.html info legal library like
  liked likes live login logout mail me media metrics moderator mod nan new news notifications null official owner
  page password playlist playlists popular privacy profile public reelbase refresh-token register report reports
  reset-password robots.txt root search security sessions settings share shorts sign-in sign-out sign-up signin
  signout signup sitemap.xml staff static status studio subscribe subscriptions support system tag tags team terms
  trending tweet tweets undefined update-account upload uploads user username users verify video videos watch
  watch-history webmaster well-known www`.split(/\s+/),
)
