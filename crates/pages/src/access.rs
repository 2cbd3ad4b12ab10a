//! What has been done so that everybody can use the site, what is known not to work, and how to say so.

use maud::{Markup, html};

use crate::address::Site;
use crate::frame::{CALCULATOR, Head, Here, frame, version};
use crate::structured;

pub fn page(site: Site) -> Markup {
    let body = html! {
        h1 { "无障碍声明" }
        p.lead { "这里说明计算器和政策网页怎样做到人人能用，试过什么，还有什么做不到，遇到困难怎样反映。" }
        section.part aria-labelledby="aims" {
            h2 #aims { "目标" }
            p {
                "以 WCAG 2.2 的 AA 级和国家标准 GB/T 37668《信息技术 互联网内容无障碍可访问性技术要求与测试方法》为目标。"
                "这是自己检查的结果，没有经过第三方评测，所以不写“符合”。"
            }
        }
        section.part aria-labelledby="done" {
            h2 #done { "有什么" }
            ul {
                li { "大字：" a href=(CALCULATOR) { "计算器" } "页首有大字的开关，字、行距和按钮都更大。选了“以后都用大字”才会记住，只记在这台设备上。" }
                li { "一屏一个问题，写明还有多少题；每个答案都可以说“不清楚”，都可以改。" }
                li { "全部操作都能只用键盘；按了以后，焦点在下一步要看的地方。" }
                li { "结论用文字、符号和颜色三种办法表示，不只靠颜色；深色、高对比和减少动画随系统的设置。" }
                li { "政策网页不用脚本也能看，表格的行列都有名称；打印时写出网址。" }
                li { "计算器不限时间，不自动跳转，不要求登录。" }
            }
        }
        section.part aria-labelledby="tested" {
            h2 #tested { "试过什么" }
            p { "每次改动都由程序在真的浏览器里重试下面各项，有一项不对就不发布：" }
            dl {
                dt { "规则检查" } dd { "axe 的 WCAG 2.0、2.1、2.2 的 A、AA 级规则，在 Chromium、Firefox 和 WebKit 里，检查各个画面、两种语言、浅色和深色。" }
                dt { "键盘" } dd { "不用鼠标从第一个问题走到结果，改一个答案，焦点不丢、不被遮住。" }
                dt { "窄屏和放大" } dd { "宽 320 像素（相当于把 1280 像素放大到四倍）时，不用左右滚动。" }
                dt { "打印" } dd { "黑白打印时，信息不少。" }
            }
        }
        section.part aria-labelledby="known" {
            h2 #known { "已知的不足" }
            ul {
                li { "没有请真人用读屏软件完整地试过。苹果的 VoiceOver 没有试过；争渡、NVDA、TalkBack 也没有逐屏试过。只核对了名称、角色、状态和提示是否写在网页里。" }
                li { "来源的原文只有中文。英文界面里，原文、文件标题和部门名称仍是中文，并标明是中文。" }
                li { "来源的原文是公文，句子长；每一条另有我们的短句，但短句不能代替原文。没有手语，也没有录音。" }
                li { "朗读用设备自己的中文声音；设备没有，就没有这个按钮。" }
                li { "系统的强制颜色（高对比主题）写了样式，但没有每次都由程序重试。" }
                li { "没有 WebAssembly 的旧浏览器打不开计算器，会如实说明，并给出政策网页的链接。" }
                li { "批量测算的大表格在窄屏上要左右滚动；每个人的结果可以逐个打开，不用滚动。" }
                li { "来源网站和办理部门的网站不归我们管，是否好用不清楚。" }
            }
        }
        section.part aria-labelledby="report" {
            h2 #report { "怎样反映" }
            p {
                "请告诉发布这个网站的单位：在哪个网页、做什么时遇到困难，用什么浏览器和辅助工具。看不到或用不了计算器的，可以请他们按"
                a href="index.html" { "政策条款" } "逐条说明，或者直接问条款里写明的受理部门。"
            }
            p { "规则版本 " (version(site)) "。程序和这一声明一起更新。" }
        }
        section.part lang="en" aria-labelledby="english" {
            h2 #english { "In English" }
            p {
                "We aim at WCAG 2.2 level AA and GB/T 37668. Every change is tested by programs: axe in three browsers, the "
                "keyboard alone, 320 CSS pixels, print. Known not to work, or not sure to: no whole run by people with "
                "screen readers (VoiceOver has not been tried at all); forced colours are styled and not tested every time; "
                "quotes of policies are in Chinese only; large tables of rosters scroll sideways on small screens. Tell "
                "whoever publishes this site what stops you."
            }
        }
    };
    let head = Head {
        name: "accessibility.html".to_owned(),
        title: "无障碍声明".to_owned(),
        description: "计算器和政策网页怎样做到人人能用：目标、试过什么、已知的不足、怎样反映。"
            .to_owned(),
        here: Here::Access,
    };
    frame(site, &head, &structured::about(site, &head), body)
}
