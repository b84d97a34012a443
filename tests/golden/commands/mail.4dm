// Email objects as MIME and back: what was put in comes out again.

var $mail; $back; $part : Object
var $mime : Text
var $blob : Blob

TEXT TO BLOB("\"a\";1"; $blob; UTF8 text without length)
$mail:={from: "Jo Smith <jo@4d.com>"; to: [{name: "Ål, Bo"; email: "al@4d.com"}; {email: "bo@4d.com"}]; cc: "Somebody some@4d.com; other@4d.com"}
$mail.subject:="Héllo to all of you who have waited for this for so long — it is here"
$mail.textBody:="Grüße\n.\nend"
$mail.htmlBody:="<p>Grüße <img src=\"cid:logo\"></p>"
$mail.sendAt:="2020-09-13T16:11:53Z"
$mail.messageId:="abc.1@4d.com"
$mail.inReplyTo:="<first@4d.com>"
$mail.references:=["<zero@4d.com>"; "<first@4d.com>"]
$mail.comments:="none"
$mail.keywords:={urgent: True; later: False}
$mail.headers:=[{name: "X-Tag"; value: "blue"}; {name: "Subject"; value: "not this"}; {name: "Bad\r\nBcc"; value: "x@y.z"}; {name: "X-Two"; value: "a\r\nBcc: x@y.z"}]
$mail.attachments:=[MAIL New attachment($blob; "tàble.csv"; ""; "text/csv"); MAIL New attachment($blob; "logo.png"; "logo")]

$mime:=MAIL Convert to MIME($mail)
$lines:=Split string($mime; "\r\n")
ALERT($lines.filter(Formula(($1.value="From:@") | ($1.value="To:@") | ($1.value="Cc:@") | ($1.value="Date:@") | ($1.value="X-@") | ($1.value="Bcc:@"))).join("\n"))
ALERT(JSON Stringify($lines.filter(Formula(Length($1.value)>78))))

$back:=MAIL Convert from MIME($mime)
For each ($name; ["subject"; "messageId"; "from"; "sender"; "to"; "cc"; "sendAt"; "inReplyTo"; "references"; "comments"; "keywords"; "headers"])
	ALERT($name+" "+JSON Stringify($back[$name]))
End for each
$parts:=$back.bodyStructure.subParts[0].subParts
ALERT($back.bodyStructure.type+" "+$back.bodyStructure.subParts[0].type+" "+JSON Stringify($parts.extract("type")))
ALERT(JSON Stringify($parts[0]))
ALERT(JSON Stringify($parts[1].subParts))
ALERT(JSON Stringify($back.bodyValues))
For each ($part; $back.attachments)
	ALERT($part.name+" "+$part.type+" "+$part.disposition+" "+String($part.cid)+" "+String($part.size)+" "+BLOB to text($part.getContent(); UTF8 text without length))
End for each

// An email object that came from MIME goes into MIME again
$again:=MAIL Convert from MIME(MAIL Convert to MIME($back))
For each ($name; $back)
	If (($name#"attachments") & ($name#"bodyStructure"))  // the boundaries are others
		If (JSON Stringify($again[$name])#JSON Stringify($back[$name]))
			ALERT($name+": "+JSON Stringify($again[$name]))
		End if
	End if
End for each
ALERT(String($again.attachments.length))

// Charsets
$mail:={from: "jo@4d.com"; to: "al@4d.com"; subject: "Café"; textBody: "Café"}
For each ($mode; [mail mode UTF8; mail mode UTF8 in base64; mail mode ISO88591; mail mode ISO2022JP])
	$mime:=MAIL Convert to MIME($mail; {headerCharset: $mode; bodyCharset: $mode})
	$lines:=Split string($mime; "\r\n")
	ALERT($lines.filter(Formula(($1.value="Subject:@") | ($1.value="Content-@"))).join(" | ")+" | "+$lines[$lines.length-1])
	ALERT(MAIL Convert from MIME($mime).subject)
End for each

$mail.subject:="日本"
$mail.textBody:=""
ALERT(MAIL Convert from MIME(MAIL Convert to MIME($mail; {headerCharset: mail mode ISO2022JP; bodyCharset: mail mode ISO2022JP})).subject)
ALERT(String(Position("Subject: =?ISO-2022-JP?Q?"; MAIL Convert to MIME($mail; {headerCharset: mail mode ISO2022JP}))>0))

// A message of another program
$mime:="Received: from a by b; Thu, 11 Oct 2018 15:42:25 +0000\r\nFrom: =?iso-8859-1?Q?J=F6?= <jo@4d.com>\r\nX-Long: one\r\n two\r\n"
$mime+="Content-Type: text/plain; charset=iso-8859-1\r\nContent-Language: de, en\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe"
$back:=MAIL Convert from MIME($mime)
ALERT(JSON Stringify($back))

// Wrong arguments
For each ($wrong; [{to: 1}; {headers: "x"}; {subject: 2}; {references: [3]}])
	Try
		MAIL Convert to MIME($wrong)
		ALERT("none")
	Catch
		ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
	End try
End for each
Try
	MAIL Convert to MIME({}; {bodyCharset: "EBCDIC"})
Catch
	ALERT(Last errors[0].message)
End try
Try
	MAIL New attachment("/no/such/file")
Catch
	ALERT(String(Last errors[0].errCode))
End try

// out: Date: Sun, 13 Sep 2020 16:11:53 GMT
// out: From: Jo Smith <jo@4d.com>
// out: To: =?UTF-8?Q?=C3=85l=2C_Bo?= <al@4d.com>, bo@4d.com
// out: Cc: Somebody <some@4d.com>, other@4d.com
// out: X-Tag: blue
// out: X-Two: a  Bcc: x@y.z
// out: []
// out: subject "Héllo to all of you who have waited for this for so long — it is here"
// out: messageId "<abc.1@4d.com>"
// out: from [{"name":"Jo Smith","email":"jo@4d.com"}]
// out: sender [{"name":"Jo Smith","email":"jo@4d.com"}]
// out: to [{"name":"Ål, Bo","email":"al@4d.com"},{"name":null,"email":"bo@4d.com"}]
// out: cc [{"name":"Somebody","email":"some@4d.com"},{"name":null,"email":"other@4d.com"}]
// out: sendAt "2020-09-13T16:11:53Z"
// out: inReplyTo "<first@4d.com>"
// out: references ["<zero@4d.com>","<first@4d.com>"]
// out: comments "none"
// out: keywords {"urgent":true}
// out: headers [{"name":"X-Tag","value":"blue"},{"name":"X-Two","value":"a  Bcc: x@y.z"}]
// out: multipart/mixed multipart/alternative ["text/plain","multipart/related"]
// out: {"partID":"p0001","type":"text/plain","charset":"UTF-8","headers":[{"name":"Content-Type","value":"text/plain; charset=\"UTF-8\""},{"name":"Content-Transfer-Encoding","value":"quoted-printable"}]}
// out: [{"partID":"p0002","type":"text/html","charset":"UTF-8","headers":[{"name":"Content-Type","value":"text/html; charset=\"UTF-8\""},{"name":"Content-Transfer-Encoding","value":"quoted-printable"}]}]
// out: {"p0001":{"value":"Grüße\r\n.\r\nend","isEncodingProblem":false},"p0002":{"value":"<p>Grüße <img src=\"cid:logo\"></p>","isEncodingProblem":false}}
// out: logo.png image/png inline logo 5 "a";1
// out: tàble.csv text/csv attachment  5 "a";1
// out: 2
// out: Subject: =?UTF-8?Q?Caf=C3=A9?= | Content-Type: text/plain; charset="UTF-8" | Content-Transfer-Encoding: quoted-printable | Caf=C3=A9
// out: Café
// out: Subject: =?UTF-8?B?Q2Fmw6k=?= | Content-Type: text/plain; charset="UTF-8" | Content-Transfer-Encoding: base64 | Q2Fmw6k=
// out: Café
// out: Subject: =?ISO-8859-1?Q?Caf=E9?= | Content-Type: text/plain; charset="ISO-8859-1" | Content-Transfer-Encoding: 8bit | Café
// out: Café
// out: Subject: =?UTF-8?Q?Caf=C3=A9?= | Content-Type: text/plain; charset="UTF-8" | Content-Transfer-Encoding: quoted-printable | Caf=C3=A9
// out: Café
// out: 日本
// out: True
// out: {"from":[{"name":"Jö","email":"jo@4d.com"}],"headers":[{"name":"Received","value":"from a by b; Thu, 11 Oct 2018 15:42:25 +0000"},{"name":"X-Long","value":"one two"}],"bodyStructure":{"partID":"p0001","type":"text/plain","charset":"iso-8859-1","language":["de","en"]},"bodyValues":{"p0001":{"value":"Grüße","isEncodingProblem":false}},"attachments":[]}
// out: 54 Argument types are incompatible: addresses in the property to of the email is expected, this is a number.
// out: 54 Argument types are incompatible: a collection in the property headers of the email is expected, this is a text.
// out: 54 Argument types are incompatible: a text in the property subject of the email is expected, this is a number.
// out: 54 Argument types are incompatible: a text in the property references of the email is expected, this is a number.
// out: The option bodyCharset is "EBCDIC"; use one of US-ASCII_UTF8_QP, US-ASCII_UTF8_B64, ISO-8859-1, US-ASCII_ISO-2022-JP_UTF8_QP.
// out: -43
