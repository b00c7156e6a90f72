"""What callers hear around the announcement of an incident."""

from __future__ import annotations

from typing import Final

from ivr.catalogue import Words

OFFER: Final = "incident_offer"
"""after what is said of it: the key that asks to be told"""
NUMBER: Final = "incident_number"
"""the caller withholds the number; one is asked for"""
LISTED: Final = "incident_listed"
"""the caller is on the list, and the call ends"""
NOT_LISTED: Final = "incident_not_listed"
"""no number was keyed in; the call goes on as usual"""

INCIDENTS: Final[Words] = {
    OFFER: {
        "zh-CN": "如果您来电也是为这件事，请按九登记，有进展时我们会通知您。其他事情请稍候。",
        "en": "If this is what you are calling about, press 9 to be added to this case and be told. "
        "For anything else, please hold.",
    },
    NUMBER: {
        "zh-CN": "请输入您的联系电话，按井号键结束。",
        "en": "Please enter your phone number, then press hash.",
    },
    LISTED: {
        "zh-CN": "您的号码已经登记，有进展时我们会通知您。感谢您的来电，再见。",
        "en": "Your number is on the list of this case, and you will be told. Thank you for calling. Goodbye.",
    },
    NOT_LISTED: {
        "zh-CN": "没有收到号码，继续为您服务，请稍候。",
        "en": "We have not received a number. Your call goes on, please hold.",
    },
}
