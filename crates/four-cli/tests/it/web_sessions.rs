//! Web sessions (`WebServer/sessions`, `API/SessionClass`): a cookie leads a client's requests to one session.

use crate::web_site::{Answer, Site};

const CONNECTION: &str = r#"
#DECLARE($url : Text; $header : Text; $ip : Text; $server : Text; $user : Text; $password : Text)
Case of
	: ($url="/none")
		WEB SEND TEXT("none")
	: ($url="/count")
		Use (Session.storage)
			Session.storage.visits:=New shared object("count"; Num(Session.storage.visits.count)+1)
		End use
		WEB SEND TEXT(String(Session.storage.visits.count))
	: ($url="/id")
		WEB SEND TEXT(WEB Get current session ID+" "+String(WEB Get current session ID=Session.id))
	: ($url="/login")
		WEB SEND TEXT(String(Session.isGuest())+" "+String(Session.setPrivileges({privileges: "write"; roles: "boss"; userName: "Ann"}))+" "+String(Session.isGuest()))
	: ($url="/who")
		WEB SEND TEXT(Session.userName+" "+String(Session.hasPrivilege("write"))+" "+String(Session.hasPrivilege("read"))+" "+String(Session.hasPrivilege("rule"))+" "+String(Session.hasPrivilege("other"))+" "+Session.getPrivileges().join(","))
	: ($url="/logout")
		Session.clearPrivileges()
		WEB SEND TEXT(Session.userName+String(Session.isGuest()))
	: ($url="/other@")
		var $id : Text:=Substring($url; 8)
		If (Session info($id)=Null) & (Session storage($id)=Null)
			WEB SEND TEXT("none")
		Else
			WEB SEND TEXT(String(Session storage($id).visits.count)+" "+Session info($id).type)
		End if
	: ($url="/idle")
		Session.idleTimeout:=5
		WEB SEND TEXT(String(Session.idleTimeout)+" "+Session.info.type+" "+Session.info.IPAddress)
	: ($url="/singleton")
		Use (cs.Cart.me)
			cs.Cart.me.items:=cs.Cart.me.items+1
		End use
		WEB SEND TEXT(String(cs.Cart.me.items))
	: ($url="/promote")
		var $ids : Collection:=[Session.promote("write"); Session.promote("write"); Session.promote("unknown"); Session.promote("rule")]
		Session.demote($ids[3])
		WEB SEND TEXT($ids.map(Formula($1.value>0)).join(",")+" "+String(Session.hasPrivilege("write"))+" "+String(Session.hasPrivilege("read"))+" "+String(Session.hasPrivilege("rule"))+" "+String(Session.getPrivileges().length))
	: ($url="/otp")
		WEB SEND TEXT(Session.createOTP())
	: ($url="/restore@")
		ARRAY TEXT($names; 0)
		ARRAY TEXT($values; 0)
		WEB GET VARIABLES($names; $values)
		WEB SEND TEXT(String(Session.restore($values{1}))+" "+String(Session.storage.visits.count))
	: ($url="/linked@")
		WEB SEND TEXT(String(Session.storage.visits.count))
End case
"#;

const ROLES: &str = r#"{"privileges": [{"privilege": "write", "includes": ["read"]}, {"privilege": "read"},
    {"privilege": "rule"}], "roles": [{"role": "boss", "privileges": ["rule", "unknown"]}]}"#;

async fn site(settings: &str) -> Site {
    let startup = format!("var $status:=WEB Server.start({settings})\n");
    Site::serve(&[
        ("DatabaseMethods/onStartup.4dm", &startup),
        ("DatabaseMethods/onWebConnection.4dm", CONNECTION),
        (
            "Classes/Cart.4dm",
            "property items : Integer\nsession singleton Class constructor()\n\tThis.items:=0\n",
        ),
        ("roles.json", ROLES),
        ("WebFolder/page.shtml", "<!--#4DTEXT Session.storage.visits.count-->"),
    ])
    .await
}

/// What a browser keeps of an answer.
fn cookie(answer: &Answer) -> String {
    let line = answer.header("set-cookie").expect("a cookie");
    assert!(line.starts_with("4DSID_"), "{line}");
    line.split(';').next().expect("a pair").to_owned()
}

async fn with(site: &Site, cookie: &str, target: &str) -> Answer {
    site.ask("GET", target, &[("Cookie", cookie)], b"").await
}

#[tokio::test]
async fn a_session_belongs_to_a_client() {
    let site = site("").await;
    // Who does not ask for the session gets no cookie.
    assert_eq!(site.get("/none").await.header("set-cookie"), None);
    let first = site.get("/count").await;
    assert_eq!(first.text(), "1");
    let line = first.header("set-cookie").expect("a cookie").to_owned();
    assert!(line.contains("; Path=/; SameSite=Strict; HttpOnly") && !line.contains("Secure"), "{line}");
    let ann = cookie(&first);
    let second = with(&site, &format!("a=b; {ann}; c=d"), "/count").await;
    assert_eq!((second.text().as_str(), second.header("set-cookie")), ("2", None));
    // Another client has another one, and an identifier cannot be chosen.
    assert_eq!(site.get("/count").await.text(), "1");
    let name = ann.split('=').next().expect("a name");
    let invented = with(&site, &format!("{name}=0123456789ABCDEF0123456789ABCDEF"), "/id").await;
    assert_ne!(cookie(&invented), format!("{name}=0123456789ABCDEF0123456789ABCDEF"));
    assert!(invented.text().ends_with(" True"));
    assert_eq!(with(&site, &ann, "/id").await.text(), format!("{} True", &ann[name.len() + 1..]));
    // Who knows the identifier finds the storage; an unknown one has none.
    assert_eq!(site.get(&format!("/other/{}", &ann[name.len() + 1..])).await.text(), "2 web");
    assert_eq!(site.get("/other/0123").await.text(), "none");
    assert_eq!(with(&site, &ann, "/page.shtml").await.text(), "2");
    assert_eq!(with(&site, &ann, "/idle").await.text(), "60 web 127.0.0.1");
}

#[tokio::test]
async fn privileges_of_a_session() {
    let site = site("").await;
    let login = site.get("/login").await;
    assert_eq!(login.text(), "True True False");
    let ann = cookie(&login);
    // What a privilege includes counts too; what roles.json does not know does not.
    assert_eq!(with(&site, &ann, "/who").await.text(), "Ann True True True False read,rule,write");
    assert_eq!(site.get("/who").await.text(), " False False False False ");
    assert_eq!(with(&site, &ann, "/logout").await.text(), "True");
    assert_eq!(with(&site, &ann, "/who").await.text(), " False False False False ");
}

#[tokio::test]
async fn session_singletons_belong_to_a_session() {
    let site = site("").await;
    let first = site.get("/singleton").await;
    let ann = cookie(&first);
    assert_eq!(first.text(), "1");
    assert_eq!(with(&site, &ann, "/singleton").await.text(), "2");
    assert_eq!(site.get("/singleton").await.text(), "1");
    assert_eq!(with(&site, &ann, "/singleton").await.text(), "3");
}

#[tokio::test]
async fn a_passcode_leads_to_a_session_once() {
    let site = site("").await;
    let ann = cookie(&site.get("/count").await);
    let code = with(&site, &ann, "/otp").await.text();
    let phone = site.get(&format!("/linked?$4DSID={code}")).await;
    assert_eq!((phone.text().as_str(), cookie(&phone)), ("1", ann.clone()));
    assert_eq!(site.get(&format!("/linked?$4DSID={code}")).await.text(), "");
    let code = with(&site, &ann, "/otp").await.text();
    assert_eq!(site.get(&format!("/restore?code={code}")).await.text(), "True 1");
    assert_eq!(site.get(&format!("/restore?code={code}")).await.text(), "False ");
}

#[tokio::test]
async fn promoted_privileges_count_for_one_request() {
    let site = site("").await;
    let promoted = site.get("/promote").await;
    assert_eq!(promoted.text(), "True,False,False,True True True False 0");
    assert_eq!(with(&site, &cookie(&promoted), "/who").await.text(), " False False False False ");
}

#[tokio::test]
async fn web_17_without_sessions_there_is_none() {
    let site = site("{scalableSession: False}").await;
    let answer = site.get("/id").await;
    assert_eq!(answer.header("set-cookie"), None);
    // Session is Null, whose property cannot be read.
    assert_eq!(answer.status, 500);
}
